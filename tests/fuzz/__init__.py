"""Bad input by the thousand: made from recorded calls and chats, judged by what must hold."""
