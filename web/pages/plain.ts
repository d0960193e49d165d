/**
 * People write names; names must not reorder the text around them or hide in it. Markup is escaped by the templates;
 * this takes out control characters and those that turn or isolate the direction of writing.
 */
export const plain = (text: string): string => text.replace(hidden, '').trim()

/** Zero-width joiners stay: families and flags are made with them. */
const hidden = /[\p{Cc}\p{Bidi_Control}\u200b\u2028\u2029\u2060-\u2064\ufeff]/gu

/** Text of several lines, each of them cleaned; the lines themselves stay. */
export const plainLines = (text: string): string => text.split(/\r?\n/).map(plain).join('\n').trim()
