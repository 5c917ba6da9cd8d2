import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../ui/icon.js';
import './notice.css';

/** A sentence across the page, about all that is below it. */
export function Notice({ kind, icon, role, children }: NoticeProps) {
  return (
    <div class={`notice is-${kind}`} {...(role === undefined ? {} : { role })}>
      <Icon name={icon} />
      <div class="notice-text">{children}</div>
    </div>
  );
}

interface NoticeProps {
  readonly kind: 'failing' | 'waiting' | 'changing';
  readonly icon: IconName;
  /** `alert` for what has to be said at once. */
  readonly role?: 'alert' | 'status';
  readonly children: ComponentChildren;
}
