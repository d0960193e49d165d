import type { Language } from '../../../../domain/problem.ts'

const en = {
  shared: 'Your position is shared',
  last: 'last at {time}',
  looking: 'looking for where you are…',
  waiting: '{count} places wait for the line',
  paused: 'not kept: outside your working hours',
  stop: 'Stop sharing',
} as const

export type BarWords = Record<keyof typeof en, string>

const pt: BarWords = {
  shared: 'Sua posição está sendo compartilhada',
  last: 'última às {time}',
  looking: 'procurando onde você está…',
  waiting: '{count} posições esperam pela conexão',
  paused: 'não guardada: fora do seu horário de trabalho',
  stop: 'Parar de compartilhar',
}

const es: BarWords = {
  shared: 'Su posición se está compartiendo',
  last: 'última a las {time}',
  looking: 'buscando dónde está…',
  waiting: '{count} posiciones esperan la conexión',
  paused: 'no se guarda: fuera de su horario de trabajo',
  stop: 'Dejar de compartir',
}

/** What stands above every page while this phone shares where it is. */
export const barWords: Readonly<Record<Language, BarWords>> = { en, 'pt-BR': pt, es }
