import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How much a learning module was used on one day (UTC). */
@Entity('module_usage')
export class ModuleUsage {
  @PrimaryColumn('text')
  module_name!: string;

  /** YYYY-MM-DD. */
  @PrimaryColumn('date')
  day!: string;

  @Column('integer', { default: 0 })
  turns!: number;

  /** Calls that began in this module. */
  @Column('integer', { default: 0 })
  calls!: number;
}
