import type { Language } from '../../domain/problem.ts'

const en = {
  unreachable: 'The service cannot be reached at the moment.',
  failed: 'Something went wrong here.',
  noContainer: 'There is no element for this on the page:',
  retry: 'Try again',
  loading: 'Loading…',
  // Sharing
  shareOptions: 'Ways to share',
  newTab: '{name}, opens in a new tab',
  qr: 'QR Code for sharing',
  copyLink: 'Copy Link',
  copied: 'Share link copied to clipboard!',
  copyByHand: 'The link is selected; copy it with your keyboard.',
  link: 'Share link',
  // Statistics
  totalViews: 'Views',
  totalDownloads: 'Downloads',
  uniqueVisitors: 'Visitors',
  conversionRate: 'Downloads of 100 views',
  byCountry: 'Views by country',
  byDevice: 'Views by device',
  byDay: 'Day by day',
  country: 'Country',
  device: 'Device',
  day: 'Day',
  unknown: 'unknown',
  nothingYet: 'Nothing yet',
  asTable: 'As a table',
  desktop: 'Computer',
  mobile: 'Phone',
  tablet: 'Tablet',
  other: 'Other',
  // Together
  comment: 'Comment',
  addComment: 'Add a comment',
  commentLabel: 'Your comment',
  save: 'Save',
  cancel: 'Cancel',
  cursorOf: 'Pointer of {name}',
  someone: 'Somebody',
  connected: 'You are connected.',
  disconnected: 'No connection; trying again…',
  ended: 'The session is over.',
} as const
export type SdkWords = Readonly<Record<keyof typeof en, string>>

const pt: SdkWords = {
  unreachable: 'Não foi possível falar com o serviço agora.',
  failed: 'Algo deu errado aqui.',
  noContainer: 'Não há na página um elemento para isto:',
  retry: 'Tentar de novo',
  loading: 'Carregando…',
  shareOptions: 'Formas de compartilhar',
  newTab: '{name}, abre em nova aba',
  qr: 'Código QR para compartilhar',
  copyLink: 'Copiar link',
  copied: 'Link copiado para a área de transferência!',
  copyByHand: 'O link está selecionado; copie-o com o teclado.',
  link: 'Link de compartilhamento',
  totalViews: 'Visualizações',
  totalDownloads: 'Downloads',
  uniqueVisitors: 'Visitantes',
  conversionRate: 'Downloads a cada 100 visualizações',
  byCountry: 'Visualizações por país',
  byDevice: 'Visualizações por dispositivo',
  byDay: 'Dia a dia',
  country: 'País',
  device: 'Dispositivo',
  day: 'Dia',
  unknown: 'desconhecido',
  nothingYet: 'Nada ainda',
  asTable: 'Em tabela',
  desktop: 'Computador',
  mobile: 'Celular',
  tablet: 'Tablet',
  other: 'Outro',
  comment: 'Comentário',
  addComment: 'Adicionar um comentário',
  commentLabel: 'Seu comentário',
  save: 'Salvar',
  cancel: 'Cancelar',
  cursorOf: 'Ponteiro de {name}',
  someone: 'Alguém',
  connected: 'Você está conectado.',
  disconnected: 'Sem conexão; tentando de novo…',
  ended: 'A sessão terminou.',
}

const es: SdkWords = {
  unreachable: 'No se puede contactar con el servicio en este momento.',
  failed: 'Algo ha fallado aquí.',
  noContainer: 'No hay en la página un elemento para esto:',
  retry: 'Intentar de nuevo',
  loading: 'Cargando…',
  shareOptions: 'Formas de compartir',
  newTab: '{name}, se abre en una pestaña nueva',
  qr: 'Código QR para compartir',
  copyLink: 'Copiar enlace',
  copied: '¡Enlace copiado al portapapeles!',
  copyByHand: 'El enlace está seleccionado; cópielo con el teclado.',
  link: 'Enlace para compartir',
  totalViews: 'Visualizaciones',
  totalDownloads: 'Descargas',
  uniqueVisitors: 'Visitantes',
  conversionRate: 'Descargas por cada 100 visualizaciones',
  byCountry: 'Visualizaciones por país',
  byDevice: 'Visualizaciones por dispositivo',
  byDay: 'Día a día',
  country: 'País',
  device: 'Dispositivo',
  day: 'Día',
  unknown: 'desconocido',
  nothingYet: 'Nada todavía',
  asTable: 'Como tabla',
  desktop: 'Ordenador',
  mobile: 'Teléfono',
  tablet: 'Tableta',
  other: 'Otro',
  comment: 'Comentario',
  addComment: 'Añadir un comentario',
  commentLabel: 'Su comentario',
  save: 'Guardar',
  cancel: 'Cancelar',
  cursorOf: 'Puntero de {name}',
  someone: 'Alguien',
  connected: 'Está conectado.',
  disconnected: 'Sin conexión; intentando de nuevo…',
  ended: 'La sesión ha terminado.',
}

export const sdkWords: Readonly<Record<Language, SdkWords>> = { en, 'pt-BR': pt, es }

/** The first of ours that is meant by what was chosen, by the page, or by the browser. */
export const languageOf = (chosen: string | undefined): Language => {
  const wished = [chosen, document.documentElement.lang, ...navigator.languages]
  for (const wish of wished) {
    const found = known.find(([start]) => wish?.toLowerCase().startsWith(start))
    if (found) return found[1]
  }
  return 'en'
}

const known = [
  ['en', 'en'],
  ['pt', 'pt-BR'],
  ['es', 'es'],
] as const
