import { In, type DataSource, type Repository } from 'typeorm';
import { UserSession } from '../persistence/index.js';
import type { Person, PersonalData } from './personal-data.js';

/** The rows of `user_sessions`. What `module_usage` counts is about nobody. */
export class StoredRows implements PersonalData {
  readonly name = 'rows';
  private readonly rows: Repository<UserSession>;

  constructor(database: DataSource) {
    this.rows = database.getRepository(UserSession);
  }

  async find({ pseudonyms }: Person): Promise<UserSession[]> {
    return this.rows.find({
      where: { phone_number: In([...pseudonyms]) },
      order: { timestamp: 'ASC', id: 'ASC' },
    });
  }

  async erase({ pseudonyms }: Person): Promise<number> {
    const { affected } = await this.rows.delete({ phone_number: In([...pseudonyms]) });
    return affected ?? 0;
  }
}
