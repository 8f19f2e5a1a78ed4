"""Pages of feedback: public (board, item, giving), sender (receipt and follow-up), workspace (staff)."""
