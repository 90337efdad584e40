"""What a conversation leaves behind, kept on this machine: questions, whole answers, ratings. No interface library."""
