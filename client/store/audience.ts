/** Whether someone looks at the view. */
export type Audience = 'watching' | 'away';

/** What decides that. */
export interface Presence {
  view: 'shown' | 'hidden';
  /** `background`: the focus is in another window, which may cover this one. */
  window: 'focused' | 'background';
  workspace: 'trusted' | 'untrusted';
}

/** Whether someone looks at the machines, for whose sake they may be asked; in an untrusted workspace nobody may. */
export function audienceOf({ view, window, workspace }: Presence): Audience {
  return view === 'shown' && window === 'focused' && workspace === 'trusted' ? 'watching' : 'away';
}
