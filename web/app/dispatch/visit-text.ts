import type { AssignmentStatus } from '../../../domain/assignments/assignment.ts'
import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { statusName } from '../../../domain/assignments/words.ts'
import type { Language } from '../../../domain/problem.ts'
import type { GlyphName } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'

type Timed = Pick<PlanVisitView, 'scheduled_start' | 'scheduled_end'>

/** A time of the clock as people write it: "9:05 AM". */
export const clockText = (lang: Language, time: string): string => clockFormat(lang).format(onSomeDay(time))

/** The same where an axis says which half of the day it is: "9:05". */
export const shortClockText = (lang: Language, time: string): string =>
  clockFormat(lang)
    .formatToParts(onSomeDay(time))
    .filter(({ type }) => type !== 'dayPeriod')
    .map(({ value }) => value)
    .join('')
    .trim()

/** "9:00 – 10:30 AM", "from 9:00 AM" or nothing. `anyTime` and `from` are the words for what is not known. */
export const spanText = (
  lang: Language,
  { scheduled_start: start, scheduled_end: end }: Timed,
  anyTime: string,
): string => {
  if (!start) return anyTime
  return end ? clockFormat(lang).formatRange(onSomeDay(start), onSomeDay(end)) : clockText(lang, start)
}

const formats = new Map<Language, Intl.DateTimeFormat>()
/** Making one takes longer than using it, and a board has hundreds of times. */
const clockFormat = (lang: Language): Intl.DateTimeFormat => {
  const known = formats.get(lang)
  if (known) return known
  const made = new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  formats.set(lang, made)
  return made
}
const onSomeDay = (time: string): Date => new Date(`2000-01-01T${time.slice(0, 5)}Z`)

/** For whom, or else what, or else what is to be done. */
export const whoText = ({
  customer,
  asset_name,
  work_order_description,
  work_order_number,
}: Pick<PlanVisitView, 'customer' | 'asset_name' | 'work_order_description' | 'work_order_number'>): string =>
  plain(customer?.name || asset_name || work_order_description.split('\n', 1)[0] || '') || work_order_number

export const statusText = (lang: Language, status: AssignmentStatus): string => statusName(status, lang)

export const statusGlyphs: Readonly<Record<AssignmentStatus, GlyphName>> = {
  scheduled: 'clock',
  en_route: 'van',
  on_site: 'wrench',
  done: 'check',
  canceled: 'close',
}
