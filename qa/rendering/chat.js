() => {
  // Runs once when the page has loaded. One listener for the whole document, so that it outlives every re-rendering.
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let left = null; // the citation last followed, where "Back to the answer" leads

  const scrollTo = (element, block) => {
    element.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block });
  };

  const openSource = (card, link) => {
    left = link;
    const turn = card.closest(".turn");
    document.querySelectorAll(".turn.current").forEach((one) => one.classList.remove("current"));
    turn.classList.add("current");
    card.open = true;
    const mark = card.querySelector("mark");
    const fits = card.offsetHeight < 0.8 * window.innerHeight;
    scrollTo(fits || !mark ? card : mark, "center");
    card.querySelector("summary").focus({ preventScroll: true });
    if (mark) {
      mark.classList.remove("pulse");
      void mark.offsetWidth; // lets the animation start again
      mark.classList.add("pulse");
    }
  };

  const backTo = (answer) => {
    const link = left && answer.contains(left) ? left : answer.querySelector("a.cite");
    scrollTo(link ?? answer, "center");
    link?.focus({ preventScroll: true });
  };

  const copy = async (button) => {
    const text = button.parentElement.querySelector(".copy-text").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers give the clipboard only to localhost and https; the old way works elsewhere.
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#turn-']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (target) {
      event.preventDefault();
      target.matches(".card") ? openSource(target, link) : backTo(target);
    }
    const button = event.target.closest("button.copy");
    if (button) copy(button);
  });

  // Gradio names each message by its whole HTML source, which a screen reader would read out.
  const rename = () => {
    for (const [who, name] of [["user", "Question"], ["bot", "Answer"]]) {
      document.querySelectorAll(`[data-testid="${who}"][aria-label^="${who}'s"]`).forEach((one) => {
        one.setAttribute("aria-label", name);
      });
    }
  };
  new MutationObserver(rename).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

  // The new question goes to the top of the chat, so that its answer is read from the beginning.
  window.showLatestTurn = () => {
    requestAnimationFrame(() => {
      const questions = document.querySelectorAll(".question");
      if (questions.length) scrollTo(questions[questions.length - 1], "start");
      document.querySelector(".evidence").scrollTop = 0;
    });
  };
}
