"""Evidence: photos and files, kept byte for byte under the SHA-256 of their content."""
