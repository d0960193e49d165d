import type { Language } from '../../domain/problem.ts'

const en = {
  askTitle: 'Let “{title}” go on?',
  askText: 'The link to “{title}” ends {expires}. One step lets it go on until {until}.',
  overText: 'The link to “{title}” ended {expires}. One step opens it again, until {until}.',
  askNote: 'Nothing happens unless you press the button.',
  button: 'Extend until {until}',
  doneTitle: 'Extended',
  doneText: 'The link to “{title}” works until {until}. Whoever has it need not do anything.',
  conflictTitle: 'This has been done',
  conflictText:
    'The end of this link is another than when we wrote to you: it was extended or changed since.',
  link_expiredTitle: 'It is too late for this',
  link_expiredText: 'The link has ended for good. Make a new one to share it again.',
  link_revokedTitle: 'This link was withdrawn',
  link_revokedText: 'It cannot be extended. Make a new one to share it again.',
  policy_violatedTitle: 'Your organization does not allow it',
  policy_violatedText: 'Its rules for links do not let this one go on for longer.',
  not_foundTitle: 'There is nothing here',
  not_foundText: 'The address may be incomplete. Open the whole link from the mail and try again.',
} as const

export type ExtendWords = Record<keyof typeof en, string>

const pt: ExtendWords = {
  askTitle: 'Deixar “{title}” continuar?',
  askText: 'O link para “{title}” termina em {expires}. Um passo o deixa continuar até {until}.',
  overText: 'O link para “{title}” terminou em {expires}. Um passo o reabre, até {until}.',
  askNote: 'Nada acontece se você não apertar o botão.',
  button: 'Prolongar até {until}',
  doneTitle: 'Prolongado',
  doneText: 'O link para “{title}” funciona até {until}. Quem o tem não precisa fazer nada.',
  conflictTitle: 'Isto já foi feito',
  conflictText:
    'O fim deste link não é mais o de quando escrevemos a você: ele foi prolongado ou alterado desde então.',
  link_expiredTitle: 'É tarde demais para isto',
  link_expiredText: 'O link terminou de vez. Crie outro para compartilhar de novo.',
  link_revokedTitle: 'Este link foi retirado',
  link_revokedText: 'Ele não pode ser prolongado. Crie outro para compartilhar de novo.',
  policy_violatedTitle: 'Sua organização não permite',
  policy_violatedText: 'As regras dela para links não deixam este continuar por mais tempo.',
  not_foundTitle: 'Não há nada aqui',
  not_foundText: 'O endereço pode estar incompleto. Abra o link inteiro do e-mail e tente de novo.',
}

const es: ExtendWords = {
  askTitle: '¿Dejar que «{title}» continúe?',
  askText: 'El enlace a «{title}» termina el {expires}. Un paso lo deja continuar hasta el {until}.',
  overText: 'El enlace a «{title}» terminó el {expires}. Un paso lo reabre, hasta el {until}.',
  askNote: 'No ocurre nada si no pulsa el botón.',
  button: 'Prolongar hasta el {until}',
  doneTitle: 'Prolongado',
  doneText: 'El enlace a «{title}» funciona hasta el {until}. Quien lo tiene no necesita hacer nada.',
  conflictTitle: 'Esto ya está hecho',
  conflictText:
    'El fin de este enlace no es ya el de cuando le escribimos: se ha prolongado o cambiado desde entonces.',
  link_expiredTitle: 'Es demasiado tarde para esto',
  link_expiredText: 'El enlace ha terminado del todo. Cree otro para compartirlo de nuevo.',
  link_revokedTitle: 'Este enlace se retiró',
  link_revokedText: 'No se puede prolongar. Cree otro para compartirlo de nuevo.',
  policy_violatedTitle: 'Su organización no lo permite',
  policy_violatedText: 'Sus reglas para enlaces no dejan que este dure más.',
  not_foundTitle: 'Aquí no hay nada',
  not_foundText:
    'La dirección puede estar incompleta. Abra el enlace entero del correo e inténtelo de nuevo.',
}

export const extendWords: Record<Language, ExtendWords> = { en, 'pt-BR': pt, es }
