import type { Language } from '../problem.ts'
import { escapeHtml } from './clean.ts'

interface Parts {
  readonly language: Language
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly action: { readonly label: string; readonly url: string }
  readonly notes: readonly string[]
  readonly why: string
  readonly organization: string
}

/** For people who read text: the address stands on a line of its own, whole, so that programs do not break it. */
export const textOf = ({ paragraphs, action, notes, why, organization }: Parts): string =>
  [...paragraphs, `${action.label}:\n${action.url}`, ...notes, `-- \n${organization}\n${why}`].join('\n\n')

/**
 * One column of text, a button, and the address in full beneath it. Nothing is fetched: no picture, no font, no pixel
 * that would tell when it was read. Text and ground have no colours of their own, so that every reader's light or dark
 * shows it as they like; the button's hold 5.9:1 on both.
 */
export const htmlOf = ({
  language,
  subject,
  paragraphs,
  action,
  notes,
  why,
  organization,
}: Parts): string => `<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div role="article" lang="${language}" aria-label="${escapeHtml(subject)}" style="max-width:560px;margin:0 auto">
${paragraphs.map((line) => `<p style="margin:0 0 16px;overflow-wrap:anywhere">${escapeHtml(line)}</p>`).join('\n')}
<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#b23c1b;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p style="margin:0 0 16px;font-size:14px;overflow-wrap:anywhere"><a href="${escapeHtml(action.url)}">${escapeHtml(action.url)}</a></p>
${notes.map((line) => `<p style="margin:0 0 16px;overflow-wrap:anywhere">${escapeHtml(line)}</p>`).join('\n')}
<hr style="border:0;border-top:1px solid #8a8a8a;margin:24px 0 16px">
<p style="margin:0;font-size:14px;overflow-wrap:anywhere">${escapeHtml(organization)}<br>${escapeHtml(why)}</p>
</div>
</body>
</html>
`
