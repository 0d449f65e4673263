"""Messages out of the house: e-mail over SMTP, text messages through an HTTP gateway."""
