"""The chat itself, as a user starts it, which cannot reach any other machine: takes the flags of app.py."""

import sys

from tests.qa.serving.outside import stay_inside

if __name__ == "__main__":
    stay_inside()
    import app

    sys.exit(app.main(sys.argv[1:]))
