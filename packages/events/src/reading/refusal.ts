/** What a person hears or reads when a conversation is ended. It says nothing of the reason. */
export const REFUSAL = 'Sorry, I cannot help with that.';
