import type { Language } from '../../../domain/problem.ts'

const en = {
  isOn: '{feature} is on.',
  isOff: '{feature} is off.',
  asleep: 'Switch on field service first: everything below belongs to it.',
  enabled: 'Field service',
  enabledBrings: 'Technicians and their work orders. Everything below needs it.',
  dispatch: 'Dispatch',
  dispatchBrings: 'The board: plan visits by day and week, and show customers when somebody comes.',
  tracking: 'Live positions of technicians',
  trackingBrings: 'Where technicians are during their working hours, if they agreed.',
  routing: 'Routes',
  routingBrings: 'The order of a day’s stops that takes the least driving.',
  km: 'Mileage',
  kmBrings: 'Kilometres by technician and day.',
  quotes: 'Quotes',
  quotesBrings: 'Estimates that customers approve by a link.',
} as const

export type FeaturesWords = Record<keyof typeof en, string>

const pt: FeaturesWords = {
  isOn: '{feature}: ligado.',
  isOff: '{feature}: desligado.',
  asleep: 'Ligue primeiro o serviço de campo: tudo abaixo faz parte dele.',
  enabled: 'Serviço de campo',
  enabledBrings: 'Técnicos e suas ordens de serviço. Tudo abaixo depende dele.',
  dispatch: 'Despacho',
  dispatchBrings: 'O quadro: planejar visitas por dia e semana e mostrar ao cliente quando alguém chega.',
  tracking: 'Posição dos técnicos ao vivo',
  trackingBrings: 'Onde os técnicos estão no horário de trabalho, se concordaram.',
  routing: 'Rotas',
  routingBrings: 'A ordem das paradas do dia que exige menos direção.',
  km: 'Quilometragem',
  kmBrings: 'Quilômetros por técnico e dia.',
  quotes: 'Orçamentos',
  quotesBrings: 'Orçamentos que o cliente aprova por um link.',
}

const es: FeaturesWords = {
  isOn: '{feature}: activado.',
  isOff: '{feature}: desactivado.',
  asleep: 'Active primero el servicio de campo: todo lo de abajo le pertenece.',
  enabled: 'Servicio de campo',
  enabledBrings: 'Técnicos y sus órdenes de trabajo. Todo lo de abajo lo necesita.',
  dispatch: 'Despacho',
  dispatchBrings:
    'El tablero: planificar visitas por día y semana y mostrar al cliente cuándo llega alguien.',
  tracking: 'Posición de los técnicos en vivo',
  trackingBrings: 'Dónde están los técnicos en su horario de trabajo, si lo aceptaron.',
  routing: 'Rutas',
  routingBrings: 'El orden de las paradas del día que exige conducir menos.',
  km: 'Kilometraje',
  kmBrings: 'Kilómetros por técnico y día.',
  quotes: 'Presupuestos',
  quotesBrings: 'Presupuestos que el cliente aprueba con un enlace.',
}

export const featuresWords: Readonly<Record<Language, FeaturesWords>> = { en, 'pt-BR': pt, es }
