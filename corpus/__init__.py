"""What the documents say: files read into documents whose character offsets stay valid."""
