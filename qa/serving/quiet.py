"""What keeps the libraries under the chat from telling anybody that it runs."""

from collections.abc import MutableMapping

# Gradio's page can be told when it is made, but gradio_client, through which Gradio calls our own tools, reports the
# server's address unless this says no, whatever its own argument says (gradio_client 2.7.2, Client.__init__).
QUIET = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_DISABLE_TELEMETRY": "1"}


def keep_quiet(environment: MutableMapping[str, str]) -> None:
    """Switch the reports off in an environment, before gradio and huggingface_hub are imported."""
    environment.update(QUIET)
