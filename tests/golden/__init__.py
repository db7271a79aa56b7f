"""What was ever stored stays readable: streams as the store wrote them, and their shapes."""
