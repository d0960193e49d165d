import type { Language } from '../../../domain/problem.ts'

const en = {
  title: 'Notifications',
  sides: 'Which notifications',
  all: 'All',
  onlyUnread: 'Unread',
  unreadCount: 'Unread: {count}',
  unread: 'Unread',
  today: 'Today',
  yesterday: 'Yesterday',
  markRead: 'Mark as read: {title}',
  markAll: 'Mark all as read',
  allRead: 'Everything is marked as read.',
  arrived: 'New: {title}',
  emptyTitle: 'Nothing new for you yet',
  emptyText:
    'When somebody mentions you, answers you, comments on your files or invites you to a session, it stands here.',
  noUnreadTitle: 'You have read everything',
  noUnreadText: 'What is new will stand here, and the bell will count it.',
  showAll: 'Show all',
  howTold: 'How you are told',
  toasts: 'Show mentions, answers and invitations on the screen as they come',
  toastsHint: 'In this browser only. The bell counts them either way.',
  mailText: 'What you have not read can come by mail as well.',
  toPreferences: 'Choose how often',
} as const

export type NotificationsWords = Record<keyof typeof en, string>

const pt: NotificationsWords = {
  title: 'Notificações',
  sides: 'Quais notificações',
  all: 'Todas',
  onlyUnread: 'Não lidas',
  unreadCount: 'Não lidas: {count}',
  unread: 'Não lida',
  today: 'Hoje',
  yesterday: 'Ontem',
  markRead: 'Marcar como lida: {title}',
  markAll: 'Marcar todas como lidas',
  allRead: 'Tudo está marcado como lido.',
  arrived: 'Nova: {title}',
  emptyTitle: 'Ainda não há novidades para você',
  emptyText:
    'Quando alguém mencionar você, responder, comentar seus arquivos ou convidar você para uma sessão, isso aparece aqui.',
  noUnreadTitle: 'Você já leu tudo',
  noUnreadText: 'O que for novo aparecerá aqui, e o sino o contará.',
  showAll: 'Mostrar todas',
  howTold: 'Como você é avisado',
  toasts: 'Mostrar menções, respostas e convites na tela assim que chegarem',
  toastsHint: 'Só neste navegador. O sino os conta de qualquer forma.',
  mailText: 'O que você não leu também pode chegar por e-mail.',
  toPreferences: 'Escolher com que frequência',
}

const es: NotificationsWords = {
  title: 'Notificaciones',
  sides: 'Qué notificaciones',
  all: 'Todas',
  onlyUnread: 'Sin leer',
  unreadCount: 'Sin leer: {count}',
  unread: 'Sin leer',
  today: 'Hoy',
  yesterday: 'Ayer',
  markRead: 'Marcar como leída: {title}',
  markAll: 'Marcar todas como leídas',
  allRead: 'Todo está marcado como leído.',
  arrived: 'Nueva: {title}',
  emptyTitle: 'Aún no hay novedades para usted',
  emptyText:
    'Cuando alguien le mencione, le responda, comente sus archivos o le invite a una sesión, aparecerá aquí.',
  noUnreadTitle: 'Ya leyó todo',
  noUnreadText: 'Lo nuevo aparecerá aquí, y la campana lo contará.',
  showAll: 'Mostrar todas',
  howTold: 'Cómo se le avisa',
  toasts: 'Mostrar menciones, respuestas e invitaciones en la pantalla en cuanto lleguen',
  toastsHint: 'Solo en este navegador. La campana las cuenta de todos modos.',
  mailText: 'Lo que no ha leído también puede llegarle por correo.',
  toPreferences: 'Elegir con qué frecuencia',
}

export const notificationsWords: Record<Language, NotificationsWords> = { en, 'pt-BR': pt, es }
