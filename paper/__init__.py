"""How things get on paper: HTML to PDF with the right fonts, and slips of QR."""
