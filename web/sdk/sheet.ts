/** Adopted sheets, and not `<style>`: a page with a strict policy allows no others. */
export const sheetOf = (text: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  return sheet
}

const adopted = new Set<string>()

/** Puts rules on the page, once. They are written with `:where()`, so that any rule of the page's own wins. */
export const adopt = (text: string): void => {
  if (adopted.has(text)) return
  adopted.add(text)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheetOf(text)]
}
