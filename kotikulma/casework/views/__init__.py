"""Pages of casework, split by capability. None is cached, none names a client in its address."""
