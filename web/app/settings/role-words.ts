import type { Role } from '../../../domain/actor.ts'
import type { Language } from '../../../domain/problem.ts'

type Said = `${Role}Does`

/** What each role is called, and what it may do in plain words. */
export const roleWords: Readonly<Record<Language, Readonly<Record<Role | Said, string>>>> = {
  en: {
    owner: 'Owner',
    admin: 'Admin',
    dispatcher: 'Dispatcher',
    technician: 'Technician',
    member: 'Member',
    ownerDoes: 'May do everything, and make others owners.',
    adminDoes: 'Looks after members, settings, webhooks, keys and everybody’s links.',
    dispatcherDoes: 'Plans work, manages vehicles, technicians, work orders and quotes, and shares them.',
    technicianDoes: 'Sees their own day, reports where they are and how work goes.',
    memberDoes: 'Has files, albums and trips of their own, shares them, and sees the fleet.',
  },
  'pt-BR': {
    owner: 'Dono',
    admin: 'Administrador',
    dispatcher: 'Despachante',
    technician: 'Técnico',
    member: 'Membro',
    ownerDoes: 'Pode tudo, também tornar outras pessoas donas.',
    adminDoes: 'Cuida de membros, configurações, webhooks, chaves e dos links de todos.',
    dispatcherDoes: 'Planeja o trabalho, cuida de veículos, técnicos, ordens e orçamentos, e os compartilha.',
    technicianDoes: 'Vê o próprio dia, informa onde está e como vai o trabalho.',
    memberDoes: 'Tem arquivos, álbuns e viagens próprios, compartilha-os e vê a frota.',
  },
  es: {
    owner: 'Propietario',
    admin: 'Administrador',
    dispatcher: 'Despachador',
    technician: 'Técnico',
    member: 'Miembro',
    ownerDoes: 'Puede todo, también hacer propietarios a otros.',
    adminDoes: 'Se ocupa de miembros, ajustes, webhooks, claves y de los enlaces de todos.',
    dispatcherDoes:
      'Planifica el trabajo, gestiona vehículos, técnicos, órdenes y presupuestos, y los comparte.',
    technicianDoes: 'Ve su propio día, informa dónde está y cómo va el trabajo.',
    memberDoes: 'Tiene archivos, álbumes y viajes propios, los comparte y ve la flota.',
  },
}
