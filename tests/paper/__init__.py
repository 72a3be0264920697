"""Paper: PDFs, QR codes and what the machine needs for them."""
