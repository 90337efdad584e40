"""A page as Gradio makes one unless told otherwise, for a look at whom it reaches for."""

import threading

from tests.qa.serving.outside import stay_inside

if __name__ == "__main__":
    stay_inside()
    import gradio

    with gradio.Blocks():
        pass
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
