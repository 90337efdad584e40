"""The chat page, one file a part. app.py puts it together with what answers and serves it."""
