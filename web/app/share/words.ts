import type { Language } from '../../../domain/problem.ts'

const en = {
  shareTitle: 'Share {name}',
  shareText: 'Whoever has the link sees where {name} is, until the time is over.',
  howLong: 'For how long',
  ownTime: 'Until…',
  until: 'Share until',
  createLink: 'Create link',
  changeEnd: 'Set new end',
  shareLink: 'Link',
  timeLeft: '{duration} left',
  endsAt: 'ends {time}',
  stop: 'Stop sharing',
  stopSure: 'Everyone who has the link loses it now, for good.',
  stopYes: 'Yes, stop',
  stopNo: 'Keep sharing',
  stopped: 'Sharing has stopped.',
  cannotShare: 'Your role lets you pass on a link, not make or end one.',
  ended: 'The last link has run out.',
} as const

export type ShareWords = Record<keyof typeof en, string>

const pt: ShareWords = {
  shareTitle: 'Compartilhar {name}',
  shareText: 'Quem tiver o link vê onde está {name}, até o tempo acabar.',
  howLong: 'Por quanto tempo',
  ownTime: 'Até…',
  until: 'Compartilhar até',
  createLink: 'Criar link',
  changeEnd: 'Definir novo fim',
  shareLink: 'Link',
  timeLeft: 'Restam {duration}',
  endsAt: 'termina {time}',
  stop: 'Parar de compartilhar',
  stopSure: 'Todos que têm o link o perdem agora, de vez.',
  stopYes: 'Sim, parar',
  stopNo: 'Continuar',
  stopped: 'O compartilhamento parou.',
  cannotShare: 'Seu papel permite repassar um link, não criar nem encerrar um.',
  ended: 'O último link chegou ao fim.',
}

const es: ShareWords = {
  shareTitle: 'Compartir {name}',
  shareText: 'Quien tenga el enlace verá dónde está {name}, hasta que acabe el tiempo.',
  howLong: 'Por cuánto tiempo',
  ownTime: 'Hasta…',
  until: 'Compartir hasta',
  createLink: 'Crear enlace',
  changeEnd: 'Fijar nuevo fin',
  shareLink: 'Enlace',
  timeLeft: 'Quedan {duration}',
  endsAt: 'termina {time}',
  stop: 'Dejar de compartir',
  stopSure: 'Todos los que tienen el enlace lo pierden ahora, definitivamente.',
  stopYes: 'Sí, parar',
  stopNo: 'Seguir compartiendo',
  stopped: 'Se ha dejado de compartir.',
  cannotShare: 'Su rol le permite pasar un enlace, no crearlo ni terminarlo.',
  ended: 'El último enlace ha llegado a su fin.',
}

export const shareWords: Record<Language, ShareWords> = { en, 'pt-BR': pt, es }
