() => {
  // Runs once when the page has loaded. Listeners for the whole document, so that they outlive every re-rendering.
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 1099px)"); // the side covers the page
  const phone = matchMedia("(max-width: 899px)"); // the evidence is a drawer
  let left = null; // the citation last followed, where "Back to the answer" leads

  const make = (tag, attributes, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  };
  const tell = (name, data) => window.attacheDo?.(name, data ?? {});
  const scrollTo = (element, block) => {
    element.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block });
  };
  const turnOf = (element) => {
    const found = element.closest("[id^='turn-']")?.id.match(/^turn-(\d+)-/);
    return found ? Number(found[1]) : null;
  };

  // The side, the drawer and the views

  // Their state is kept on the frame; without any, the style shows the side where there is room for it.
  const frame = () => document.querySelector(".frame");
  const viewed = () => frame().dataset.view ?? "";
  const sideIsOpen = () => (narrow.matches ? frame().dataset.side === "open" : frame().dataset.side !== "closed");
  const tellSide = () => {
    document.querySelector(".toggle-side").setAttribute("aria-expanded", sideIsOpen());
  };
  const setSide = (open) => {
    frame().dataset.side = open ? "open" : "closed";
    tellSide();
  };
  const setDrawer = (open) => (frame().dataset.drawer = open ? "open" : "");
  const setView = (view) => {
    frame().dataset.view = view;
    document.querySelectorAll(".way").forEach((one) => {
      one.setAttribute("aria-current", one.dataset.view === view ? "page" : "false");
    });
    if (narrow.matches) setSide(false);
    const place = document.querySelector(view ? `.${view}-view h2` : ".box textarea");
    if (view) place?.setAttribute("tabindex", "-1");
    if (view || !phone.matches) requestAnimationFrame(() => place?.focus());
  };
  narrow.addEventListener("change", () => {
    delete frame().dataset.side;
    tellSide();
  });

  // From a citation to its source and back

  const showTurn = (turn) => {
    document.querySelectorAll(".turn.current").forEach((one) => one.classList.remove("current"));
    turn.classList.add("current");
    setDrawer(true);
  };

  const pulse = (mark) => {
    mark.classList.remove("pulse");
    void mark.offsetWidth; // lets the animation start again
    mark.classList.add("pulse");
  };

  const openSource = (card, link) => {
    if (link) left = link;
    const turn = card.closest(".turn");
    showTurn(turn);
    card.open = true;
    const mark = card.querySelector("mark");
    const fits = card.offsetHeight < 0.6 * window.innerHeight;
    scrollTo(fits || !mark ? card : mark, "center");
    card.querySelector("summary").focus({ preventScroll: true });
    if (mark) pulse(mark);
    const cards = [...turn.querySelectorAll(".card[id]")];
    const at = turn.querySelector(".walk .at");
    if (at) at.textContent = `Quote ${cards.indexOf(card) + 1} of ${cards.length}`;
    turn.dataset.at = cards.indexOf(card);
  };

  const walk = (button) => {
    const turn = button.closest(".turn");
    const cards = [...turn.querySelectorAll(".card[id]")];
    const by = button.matches(".next") ? 1 : -1;
    const at = turn.dataset.at === undefined ? (by > 0 ? 0 : cards.length - 1) : Number(turn.dataset.at) + by;
    openSource(cards[(at + cards.length) % cards.length]);
    button.focus({ preventScroll: true });
  };

  const backTo = (answer) => {
    setDrawer(false);
    const link = left && answer.contains(left) ? left : answer.querySelector("a.cite");
    scrollTo(link ?? answer, "center");
    link?.focus({ preventScroll: true });
  };

  // The small card beside a citation

  const peek = make("div", { className: "peek", id: "peek", role: "tooltip", hidden: true });
  const cardOf = (link) => document.getElementById(link.getAttribute("href").slice(1));
  const line = (name, from) => (from ? [make("span", { className: name, textContent: from.textContent })] : []);
  const showPeek = (link) => {
    const card = cardOf(link);
    if (!card) return;
    const quote = card.querySelector("mark");
    peek.replaceChildren(
      ...line("title", card.querySelector(".title")),
      ...line("by", card.querySelector(".by")),
      ...line("path", card.querySelector(".path")),
      ...line("quote", quote),
    );
    document.querySelector(".gradio-container").append(peek);
    peek.hidden = false;
    link.setAttribute("aria-describedby", "peek");
    const place = link.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = peek;
    const above = place.top - offsetHeight - 8;
    peek.style.left = `${Math.max(8, Math.min(place.left - 24, window.innerWidth - offsetWidth - 8))}px`;
    peek.style.top = `${above >= 8 ? above : place.bottom + 8}px`;
    card.classList.add("lit");
  };
  const hidePeek = () => {
    peek.hidden = true;
    document.querySelectorAll(".card.lit").forEach((one) => one.classList.remove("lit"));
    document.querySelectorAll("[aria-describedby='peek']").forEach((one) => one.removeAttribute("aria-describedby"));
  };
  const pillOf = (event) => event.target.closest?.("a.cite");
  // A finger that follows the citation must not meet the card on its way.
  document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && pillOf(event) && showPeek(pillOf(event)));
  document.addEventListener("pointerout", (event) => pillOf(event) && hidePeek());
  document.addEventListener("focusin", (event) => pillOf(event)?.matches(":focus-visible") && showPeek(pillOf(event)));
  document.addEventListener("focusout", (event) => pillOf(event) && hidePeek());
  document.addEventListener("scroll", hidePeek, true);

  // Copying

  const copy = async (button) => {
    const text = button.nextElementSibling.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers give the clipboard only to localhost and https; the old way works elsewhere.
      const field = make("textarea", { value: text });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const label = button.textContent;
    if (label === "Copied") return;
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = label), 1500);
  };

  // Small dialogs

  const openDialog = (title, ...content) => {
    const dialog = make("dialog", { className: "small-dialog" });
    const heading = make("h2", { textContent: title, id: "small-title" });
    const form = make("form", { method: "dialog" }, heading, ...content);
    dialog.setAttribute("aria-labelledby", "small-title");
    dialog.append(form);
    dialog.addEventListener("close", () => dialog.remove());
    document.querySelector(".gradio-container").append(dialog);
    dialog.showModal();
    return { dialog, form };
  };
  const choices = (yes, no) =>
    make(
      "div",
      { className: "choices" },
      make("button", { className: "act", type: "submit", value: "", textContent: no, formNoValidate: true }),
      make("button", { className: "sure-button", type: "submit", value: "yes", textContent: yes }),
    );

  const askWhy = (button) => {
    const turn = turnOf(button);
    if (button.matches(".pressed")) return tell("opinion", { turn, thumb: "down" });
    const reasons = make("fieldset", {}, make("legend", { className: "visually-hidden", textContent: "What is wrong?" }));
    for (const [value, words] of [
      ["wrong source", "Wrong source"],
      ["not in my documents", "Not in my documents"],
      ["incomplete", "Incomplete"],
      ["other", "Something else"],
    ]) {
      reasons.append(make("label", {}, make("input", { type: "radio", name: "reason", value }), words));
    }
    const note = make("textarea", { name: "note", maxLength: 4000, placeholder: "In your own words, if you like" });
    note.setAttribute("aria-label", "In your own words");
    const told = make("p", { textContent: "It stays on this machine." });
    const { dialog, form } = openDialog("What is wrong with this answer?", told, reasons, note, choices("Send", "Cancel"));
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      const data = new FormData(form);
      tell("opinion", { turn, thumb: "down", reason: data.get("reason") ?? "", note: data.get("note") ?? "" });
    });
  };

  const chatOf = (button) => Number(button.closest("[data-chat]").dataset.chat);
  const titleOf = (button) => button.closest("[data-chat]").querySelector(".title").textContent;

  const askDelete = (button) => {
    const chat = chatOf(button);
    const told = make("p", { textContent: "Its questions and answers go for good." });
    const { dialog } = openDialog(`Delete “${titleOf(button)}”?`, told, choices("Delete", "Keep"));
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && tell("delete", { chat }));
  };

  const askDeleteAll = (button) => {
    const count = Number(button.dataset.count);
    const words =
      count === 1
        ? "There is one; its questions and answers go for good."
        : `There are ${count.toLocaleString("en")}; their questions and answers go for good.`;
    const told = make("p", { textContent: words });
    const { dialog } = openDialog("Delete all your chats?", told, choices("Delete all", "Keep"));
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      setView("");
      tell("delete_all");
    });
  };

  const rename = (button) => {
    const item = button.closest("[data-chat]");
    const chat = chatOf(button);
    const field = make("input", { className: "rename", value: titleOf(button), maxLength: 200 });
    field.setAttribute("aria-label", "Title of the chat");
    const hidden = [...item.children];
    hidden.forEach((one) => (one.hidden = true));
    item.append(field);
    field.select();
    let done = false;
    const end = (keep) => {
      if (done) return;
      done = true;
      field.remove();
      hidden.forEach((one) => (one.hidden = false));
      if (keep) tell("rename", { chat, title: field.value });
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
    });
    field.addEventListener("blur", () => end(true));
  };

  // A file that the page made, saved by the browser.
  window.saveFile = (file) => {
    if (!file) return;
    const url = URL.createObjectURL(new Blob([file.text], { type: file.type }));
    make("a", { href: url, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // The table of the documents

  const picks = () => [...document.querySelectorAll(".pick")];
  const tellPicks = () => {
    tell("choose", { documents: picks().filter((one) => one.checked).map((one) => one.dataset.name) });
  };
  document.addEventListener("change", (event) => event.target.matches(".pick") && tellPicks());
  // The boxes as the page was told to show them.
  window.showPicks = () => {
    requestAnimationFrame(() => picks().forEach((one) => (one.checked = one.defaultChecked)));
  };
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".find-document")) return;
    const words = event.target.value.toLowerCase().split(/\s+/);
    document.querySelectorAll(".documents tbody tr").forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    });
  });
  const askTakeOut = (button) => {
    const { name, title } = button.dataset;
    const told = make("p", { textContent: "It is taken out of what you can ask, and its file here is deleted." });
    const { dialog } = openDialog(`Remove “${title}”?`, told, choices("Remove", "Keep"));
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && tell("remove", { name }));
  };

  // What is clicked, by the class of the button

  const clicks = {
    copy,
    sources: (button) => {
      const turn = document.getElementById(`turn-${turnOf(button)}-sources`);
      if (!turn) return;
      showTurn(turn);
      document.querySelector(".evidence").scrollTop = 0;
      turn.querySelector("summary")?.focus({ preventScroll: true });
    },
    again: () => tell("again"),
    edit: () => tell("edit"),
    reword: () => tell("reword"),
    keep: () => tell("keep"),
    example: (button) => tell("ask", { question: button.textContent }),
    whole: (button) => {
      const [, turn, number] = button.closest(".card").id.match(/^turn-(\d+)-source-(\d+)$/);
      left = button;
      tell("whole", { turn: Number(turn), number: Number(number) });
    },
    receipt: (button) => tell("receipt", { turn: turnOf(button) }),
    up: (button) => tell("opinion", { turn: turnOf(button), thumb: "up" }),
    down: askWhy,
    "open-chat": (button) => {
      setView("");
      tell("open", { chat: chatOf(button) });
    },
    "take-out": askTakeOut,
    "rename-chat": rename,
    "delete-chat": askDelete,
    "delete-all": askDeleteAll,
    "as-file": (button) => {
      button.closest("details").open = false;
      tell("export", { format: button.dataset.format });
    },
    close: (button) => button.closest("dialog").close(),
    previous: walk,
    next: walk,
    "toggle-side": () => setSide(!sideIsOpen()),
    "close-drawer": () => {
      setDrawer(false);
      left?.isConnected && left.focus({ preventScroll: true });
    },
    way: (button) => setView(viewed() === button.dataset.view ? "" : button.dataset.view),
    "close-view": () => setView(""),
    "scope-button": () => setView("documents"),
    "new-chat": () => setView(""),
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#turn-']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (target) {
      event.preventDefault();
      hidePeek();
      target.matches(".card") ? openSource(target, link) : backTo(target);
    }
    const button = event.target.closest("button");
    const name = button && Object.keys(clicks).find((one) => button.classList.contains(one));
    if (name) clicks[name](button);
    const menu = document.querySelector(".menu[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
    // A click beside the side or the drawer shuts what covers the page.
    if (event.target.matches(".frame")) {
      if (narrow.matches) setSide(false);
      setDrawer(false);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (!peek.hidden) return hidePeek();
    const menu = document.querySelector(".menu[open]");
    if (menu) {
      menu.open = false;
      return menu.querySelector("summary").focus();
    }
    if (narrow.matches && sideIsOpen()) {
      setSide(false);
      return document.querySelector(".toggle-side").focus();
    }
    if (phone.matches && frame().dataset.drawer === "open") return clicks["close-drawer"]();
    if (viewed()) return setView("");
    if (document.querySelector(".notice .keep")) tell("keep");
  });

  // A whole document: the quote in the middle of the window.
  window.openWhole = () => {
    requestAnimationFrame(() => {
      const dialog = document.querySelector("dialog.whole-dialog");
      if (!dialog || dialog.open) return;
      dialog.addEventListener("close", () => left?.isConnected && left.focus({ preventScroll: true }));
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
      dialog.showModal();
      dialog.querySelector("mark.current")?.scrollIntoView({ block: "center" });
      dialog.querySelector(".whole-text").focus({ preventScroll: true });
    });
  };

  // How long the question has been waited for.
  let since = 0;
  setInterval(() => {
    const shown = document.querySelector(".pending .elapsed");
    if (!shown) since = 0;
    else {
      since = since || performance.now();
      shown.textContent = `${((performance.now() - since) / 1000).toFixed(1)} s`;
    }
  }, 100);

  // Gradio names each message by its whole HTML source, which a screen reader would read out.
  const relabel = () => {
    if (frame() && document.querySelector(".toggle-side")) tellSide();
    for (const [who, name] of [["user", "Question"], ["bot", "Answer"]]) {
      document.querySelectorAll(`[data-testid="${who}"][aria-label^="${who}'s"]`).forEach((one) => {
        one.setAttribute("aria-label", name);
      });
    }
  };
  new MutationObserver(relabel).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

  // The new question goes to the top of the chat, so that its answer is read from the beginning.
  window.showLatestTurn = () => {
    requestAnimationFrame(() => {
      const questions = document.querySelectorAll(".question");
      if (questions.length) scrollTo(questions[questions.length - 1], "start");
      document.querySelector(".evidence").scrollTop = 0;
    });
  };

  window.goToBox = () => {
    requestAnimationFrame(() => {
      const box = document.querySelector(".box textarea");
      box?.focus();
      box?.setSelectionRange(box.value.length, box.value.length);
    });
  };
}
