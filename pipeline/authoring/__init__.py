"""What helps to write rules: listing them, starting new ones, trying them on a document, the ledger of their firings."""
