"""What the benches share: data, servers, load."""
