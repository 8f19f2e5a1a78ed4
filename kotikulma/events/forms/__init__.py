"""What organisers and residents type. Split by capability."""
