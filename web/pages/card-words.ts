import type { Language } from '../../domain/problem.ts'

const en = {
  something: 'Something shared with you',
  closed: 'Open the link to see what it is.',
  open: 'Shared by a link that ends.',
  vehicle: 'Live position',
  trip: 'Trip',
  album: 'Album',
  asset: 'File',
  assignment: 'Visit',
  quote: 'Quote',
  image: 'Picture',
  video: 'Video',
  audio: 'Recording',
  pdf: 'Document',
  document: 'Document',
  other: 'File',
}

export type CardWords = Readonly<typeof en>
export type CardKind = Exclude<keyof CardWords, 'something' | 'closed' | 'open'>

/** What stands on the cards that other sites show of a link. */
export const cardWords: Readonly<Record<Language, CardWords>> = {
  en,
  'pt-BR': {
    something: 'Algo compartilhado com você',
    closed: 'Abra o link para ver o que é.',
    open: 'Compartilhado por um link que termina.',
    vehicle: 'Posição ao vivo',
    trip: 'Viagem',
    album: 'Álbum',
    asset: 'Arquivo',
    assignment: 'Visita',
    quote: 'Orçamento',
    image: 'Imagem',
    video: 'Vídeo',
    audio: 'Gravação',
    pdf: 'Documento',
    document: 'Documento',
    other: 'Arquivo',
  },
  es: {
    something: 'Algo compartido con usted',
    closed: 'Abra el enlace para ver qué es.',
    open: 'Compartido por un enlace que termina.',
    vehicle: 'Posición en vivo',
    trip: 'Viaje',
    album: 'Álbum',
    asset: 'Archivo',
    assignment: 'Visita',
    quote: 'Presupuesto',
    image: 'Imagen',
    video: 'Vídeo',
    audio: 'Grabación',
    pdf: 'Documento',
    document: 'Documento',
    other: 'Archivo',
  },
}
