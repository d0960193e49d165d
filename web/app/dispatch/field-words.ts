import type { Language } from '../../../domain/problem.ts'

const en = {
  fieldService: 'Field service',
  board: 'Board',
  workOrders: 'Work orders',
  technicians: 'Technicians',
  quotes: 'Quotes',
  mileage: 'Mileage',
} as const

export type FieldWords = Record<keyof typeof en, string>

const pt: FieldWords = {
  fieldService: 'Serviço em campo',
  board: 'Quadro',
  workOrders: 'Ordens de serviço',
  technicians: 'Técnicos',
  quotes: 'Orçamentos',
  mileage: 'Quilometragem',
}

const es: FieldWords = {
  fieldService: 'Servicio en campo',
  board: 'Tablero',
  workOrders: 'Órdenes de trabajo',
  technicians: 'Técnicos',
  quotes: 'Presupuestos',
  mileage: 'Kilometraje',
}

/** The sides of field service. */
export const fieldWords: Readonly<Record<Language, FieldWords>> = { en, 'pt-BR': pt, es }
