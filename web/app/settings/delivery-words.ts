import type { Language } from '../../../domain/problem.ts'

const en = {
  title: 'What was sent',
  status: 'How it went',
  event: 'Event',
  refresh: 'Read again',
  pending: 'on its way',
  delivered: 'taken',
  failed: 'failed',
  none: 'Nothing was sent yet. Send a test, or wait for something to happen.',
  noneSuch: 'Nothing of the kind was sent in the last thirty days.',
  again: 'sent again',
  nextTry: 'Next try: {when}',
  try: 'Try',
  tries: 'Every try',
  when: 'When',
  answer: 'Answer',
  took: 'Took',
  sent: 'Sent',
  replay: 'Send once more',
  replaySince: 'Send everything from here on',
  replayed: 'It is sent once more, under the same webhook-id.',
  sinceTitle: 'Send everything again from here on?',
  sinceText:
    'Each event since then that this webhook wants is sent once more. A receiver knows repeats by their webhook-id.',
  sinceYes: 'Send again',
  replayedSince: 'Sent again: {count}.',
} as const

export type DeliveryWords = Record<keyof typeof en, string>

const pt: DeliveryWords = {
  title: 'O que foi enviado',
  status: 'Como foi',
  event: 'Evento',
  refresh: 'Ler de novo',
  pending: 'a caminho',
  delivered: 'aceito',
  failed: 'falhou',
  none: 'Ainda nada foi enviado. Envie um teste ou espere algo acontecer.',
  noneSuch: 'Nada assim foi enviado nos últimos trinta dias.',
  again: 'reenviado',
  nextTry: 'Próxima tentativa: {when}',
  try: 'Tentativa',
  tries: 'Todas as tentativas',
  when: 'Quando',
  answer: 'Resposta',
  took: 'Duração',
  sent: 'Enviado',
  replay: 'Enviar mais uma vez',
  replaySince: 'Enviar tudo a partir daqui',
  replayed: 'Enviado mais uma vez, com o mesmo webhook-id.',
  sinceTitle: 'Enviar tudo de novo a partir daqui?',
  sinceText:
    'Cada evento desde então que este webhook deseja é enviado mais uma vez. O receptor reconhece repetições pelo webhook-id.',
  sinceYes: 'Enviar de novo',
  replayedSince: 'Reenviados: {count}.',
}

const es: DeliveryWords = {
  title: 'Lo que se envió',
  status: 'Cómo fue',
  event: 'Evento',
  refresh: 'Leer de nuevo',
  pending: 'en camino',
  delivered: 'aceptado',
  failed: 'falló',
  none: 'Todavía no se envió nada. Envíe una prueba o espere a que algo ocurra.',
  noneSuch: 'No se envió nada así en los últimos treinta días.',
  again: 'reenviado',
  nextTry: 'Próximo intento: {when}',
  try: 'Intento',
  tries: 'Todos los intentos',
  when: 'Cuándo',
  answer: 'Respuesta',
  took: 'Duración',
  sent: 'Enviado',
  replay: 'Enviar otra vez',
  replaySince: 'Enviar todo desde aquí',
  replayed: 'Se envía otra vez, con el mismo webhook-id.',
  sinceTitle: '¿Enviar todo de nuevo desde aquí?',
  sinceText:
    'Cada evento desde entonces que este webhook desea se envía otra vez. El receptor reconoce las repeticiones por su webhook-id.',
  sinceYes: 'Enviar de nuevo',
  replayedSince: 'Reenviados: {count}.',
}

export const deliveryWords: Readonly<Record<Language, DeliveryWords>> = { en, 'pt-BR': pt, es }
