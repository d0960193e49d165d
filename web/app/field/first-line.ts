/** Enough of a description to know it by. */
export const firstLine = (text: string): string => text.split('\n', 1)[0]!.slice(0, 120)
