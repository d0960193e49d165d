import type { Language } from '../problem.ts'
import type { NotificationType } from './notification.ts'

interface Words {
  /** `{who}` and `{file}` are filled. */
  readonly title: Readonly<Record<NotificationType, string>>
  readonly quoted: (title: string) => string
  readonly somebody: string
  /** Instead of a file's title. */
  readonly removedFile: string
  readonly commentDeleted: string
  readonly noLongerNamed: string
  /** For whoever may not read it any more. */
  readonly noLongerRead: string
  readonly sessionEnded: string
  readonly recordingBody: string
  /** In a mail, after the last line. */
  readonly more: (count: number) => string
}

/** What notifications say. */
export const notificationWords: Readonly<Record<Language, Words>> = {
  en: {
    title: {
      'comment.mention': '{who} mentioned you on {file}',
      'comment.reply': '{who} answered a comment on {file}',
      'comment.created': '{who} commented on {file}',
      'comment.resolved': '{who} resolved a comment on {file}',
      'session.invited': '{who} invited you to work together on {file}',
      'session.recording_started': '{who} started to record the session on {file}',
    },
    quoted: (title) => `“${title}”`,
    somebody: 'Somebody',
    removedFile: 'a file that was removed',
    commentDeleted: 'This comment was deleted.',
    noLongerNamed: 'This comment does not name you any more.',
    noLongerRead: 'What is said of this file is not for you to read any more.',
    sessionEnded: 'This session has ended.',
    recordingBody: 'Your own movements are kept only if you agree to it.',
    more: (count) => `… and ${count} more.`,
  },
  'pt-BR': {
    title: {
      'comment.mention': '{who} mencionou você em {file}',
      'comment.reply': '{who} respondeu a um comentário em {file}',
      'comment.created': '{who} comentou em {file}',
      'comment.resolved': '{who} resolveu um comentário em {file}',
      'session.invited': '{who} convidou você para trabalhar em conjunto em {file}',
      'session.recording_started': '{who} começou a gravar a sessão em {file}',
    },
    quoted: (title) => `“${title}”`,
    somebody: 'Alguém',
    removedFile: 'um arquivo que foi removido',
    commentDeleted: 'Este comentário foi excluído.',
    noLongerNamed: 'Este comentário não menciona mais você.',
    noLongerRead: 'Você não pode mais ler o que se diz deste arquivo.',
    sessionEnded: 'Esta sessão terminou.',
    recordingBody: 'Seus próprios movimentos só são guardados se você concordar.',
    more: (count) => `… e mais ${count}.`,
  },
  es: {
    title: {
      'comment.mention': '{who} le mencionó en {file}',
      'comment.reply': '{who} respondió a un comentario en {file}',
      'comment.created': '{who} comentó en {file}',
      'comment.resolved': '{who} resolvió un comentario en {file}',
      'session.invited': '{who} le invitó a trabajar en conjunto en {file}',
      'session.recording_started': '{who} empezó a grabar la sesión en {file}',
    },
    quoted: (title) => `«${title}»`,
    somebody: 'Alguien',
    removedFile: 'un archivo que fue eliminado',
    commentDeleted: 'Este comentario fue eliminado.',
    noLongerNamed: 'Este comentario ya no le menciona.',
    noLongerRead: 'Ya no puede leer lo que se dice de este archivo.',
    sessionEnded: 'Esta sesión ha terminado.',
    recordingBody: 'Sus propios movimientos solo se guardan si usted está de acuerdo.',
    more: (count) => `… y ${count} más.`,
  },
}
