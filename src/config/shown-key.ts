/** A key as a message may name it: what stands at the place of a key may be anything, a credential as well. */
export function shownKey(key: string): string {
  return /^[\w.-]{1,64}$/.test(key) ? key : 'this key';
}
