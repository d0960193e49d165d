import type { Language } from '../problem.ts'
import type { MailTemplate } from './mail.ts'
import type { Words } from './words.ts'

/** What mails say about working together on a file. */
export const sessionWords: Record<Language, Record<Extract<MailTemplate, `session_${string}`>, Words>> = {
  en: {
    session_invited: {
      subject: '{sender} invites you to work on “{title}”',
      text: [
        '{sender} of {organization} invites you to work on “{title}” together.',
        '{message}',
        'You can come and go until {expires}. It needs no account.',
      ],
      action: 'Join the session',
      notes: ['This link was made for you. Whoever has it can come in by it: pass it on with care.'],
      why: 'You receive this because {sender} of {organization} invited you by Fleeting. Nobody keeps your address on a list; if you do not know the sender, delete this mail.',
    },
  },
  'pt-BR': {
    session_invited: {
      subject: '{sender} convida você a trabalhar em “{title}”',
      text: [
        '{sender}, de {organization}, convida você a trabalhar em conjunto em “{title}”.',
        '{message}',
        'Você pode entrar e sair até {expires}. Não precisa de conta.',
      ],
      action: 'Entrar na sessão',
      notes: ['Este link foi feito para você. Quem o tem pode entrar por ele: repasse com cuidado.'],
      why: 'Você recebe isto porque {sender}, de {organization}, convidou você pelo Fleeting. Ninguém guarda seu endereço em uma lista; se não conhece o remetente, apague este e-mail.',
    },
  },
  es: {
    session_invited: {
      subject: '{sender} le invita a trabajar en «{title}»',
      text: [
        '{sender}, de {organization}, le invita a trabajar en conjunto en «{title}».',
        '{message}',
        'Puede entrar y salir hasta el {expires}. No hace falta una cuenta.',
      ],
      action: 'Entrar en la sesión',
      notes: ['Este enlace se hizo para usted. Quien lo tiene puede entrar con él: páselo con cuidado.'],
      why: 'Recibe esto porque {sender}, de {organization}, le invitó por Fleeting. Nadie guarda su dirección en una lista; si no conoce al remitente, borre este correo.',
    },
  },
}
