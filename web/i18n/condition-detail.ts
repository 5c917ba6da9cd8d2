/** Behind the sentence of a reason may stand, in brackets, the line that it was told from. */
export function detailOf(message: string): string | null {
  const at = message.indexOf('. (');
  return at === -1 || !message.endsWith(')') ? null : message.slice(at + 3, -1);
}
