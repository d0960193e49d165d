/**
 * What JSON can say, and bytes: finite numbers, no prototypes, nothing deeper than `depth`. Text is bounded by the message
 * that brought it.
 */
export const isPlainValue = (value: unknown, depth: number): boolean => {
  if (value === null || value === undefined) return true
  if (typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  if (value instanceof Uint8Array) return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((one) => isPlainValue(one, depth - 1))
  // Decoders write `__proto__` in as they write any name: it becomes the prototype, or a property of that name.
  if (Object.getPrototypeOf(value) !== Object.prototype || Object.hasOwn(value, '__proto__')) return false
  return Object.values(value).every((one) => isPlainValue(one, depth - 1))
}
