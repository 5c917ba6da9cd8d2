/** A key as a message may name it, that of a pattern too: what stands at the place of a key may be anything, a credential as well. */
export function shownKey(key: string): string {
  return /^(?=.{1,64}$)[\w.-]*\*?[\w.-]*$/.test(key) ? key : 'this key';
}
