"""What puts an answer into words."""
