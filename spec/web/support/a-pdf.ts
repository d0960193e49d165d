import { PDFDocument, rgb, StandardFonts } from '@cantoo/pdf-lib'

/** A4, with a few words on each page; its fonts are those that a PDF may leave out. */
export const aPdf = async (pages: readonly string[], userPassword?: string): Promise<Uint8Array> => {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  const signs = await pdf.embedFont(StandardFonts.ZapfDingbats)
  for (const text of pages) {
    const page = pdf.addPage([595, 842])
    page.drawRectangle({ x: 40, y: 560, width: 300, height: 200, color: rgb(0.1, 0.5, 0.4) })
    page.drawText(text, { x: 50, y: 500, size: 32, font })
    page.drawText('✔', { x: 50, y: 400, size: 48, font: signs })
  }
  if (userPassword) pdf.encrypt({ userPassword, ownerPassword: userPassword })
  return pdf.save()
}
