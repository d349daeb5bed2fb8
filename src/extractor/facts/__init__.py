"""Facts from tagged mentions: assembly and audit, pure functions on records."""
