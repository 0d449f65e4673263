"""Printers: documents leave for them over IPP, the protocol of network printers and CUPS queues."""
