import type { Language } from '../problem.ts'
import type { QuoteStatus } from './statuses.ts'

export const statusWords: Readonly<Record<Language, Readonly<Record<QuoteStatus, string>>>> = {
  en: { draft: 'Draft', sent: 'Sent', approved: 'Approved', rejected: 'Rejected', expired: 'Expired' },
  'pt-BR': {
    draft: 'Rascunho',
    sent: 'Enviado',
    approved: 'Aprovado',
    rejected: 'Rejeitado',
    expired: 'Expirado',
  },
  es: {
    draft: 'Borrador',
    sent: 'Enviado',
    approved: 'Aprobado',
    rejected: 'Rechazado',
    expired: 'Vencido',
  },
}

/** Cents, as money is written in a language; exact however much it is. */
export const moneyText = (language: Language, cents: number, currency: string): string => {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency })
  const { maximumFractionDigits: places = 2 } = format.resolvedOptions()
  return format.format(digitsOf(cents, places))
}

const digitsOf = (units: number, places: number): `${number}` => {
  const digits = String(units).padStart(places + 1, '0')
  return (places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`) as `${number}`
}

/** A day of the calendar, `YYYY-MM-DD`, with its year: "June 14, 2030". */
export const dateText = (language: Language, date: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date))
