# SPDX-License-Identifier: MIT
#
# The database: users, files, and the webhooks that were seen. Each request has a connection of its own.
require 'openssl'
require 'sqlite3'

class Store
  TABLES = <<~SQL.freeze
    CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, password TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS webhooks (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS files (
      id TEXT PRIMARY KEY, title TEXT, name TEXT, owner TEXT NOT NULL, size INTEGER, sha256 TEXT,
      state TEXT NOT NULL, message TEXT, path TEXT, created_at INTEGER NOT NULL,
      ended_at INTEGER, asked_at INTEGER NOT NULL DEFAULT 0); -- by Loadline's clock; when it was asked
    CREATE TABLE IF NOT EXISTS deleted (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
  SQL
  END_FILE = <<~SQL.freeze
    UPDATE files SET state = ?, name = ?, size = ?, sha256 = ?, message = ?, path = ?, ended_at = ?
    WHERE id = ? AND (ended_at IS NULL OR ended_at <= ?)
  SQL
  WEEK = 7 * 24 * 3600

  # At the first start: the tables, and two users to try it with. Your application has its own.
  def self.prepare
    store = new
    store.create_tables
    store.close
  end

  # Where the stage "deliver" has put the file. Its result is relative to its folder.
  def self.delivered_path(news)
    name = news.dig('result', 'delivered')
    return if name.nil?

    folder = File.realpath(ENV.fetch('EXAMPLE_DELIVERED'))
    path = File.realpath(name, folder)
    path if path.start_with?("#{folder}/")
  rescue Errno::ENOENT
    nil
  end

  def initialize
    @database = SQLite3::Database.new(File.join(ENV.fetch('EXAMPLE_DATA'), 'example.sqlite3'))
    # For five seconds. busy_timeout would hold up all threads of the process.
    @database.busy_handler { |tries| sleep(0.01) && tries < 500 }
    @database.results_as_hash = true
  end

  def close
    @database.close
  end

  def create_tables
    @database.execute_batch(TABLES)
    %w[alice bob].each do |name|
      next if row('SELECT 1 FROM users WHERE name = ?', name)

      salt = OpenSSL::Random.random_bytes(16).unpack1('H*')
      @database.execute('INSERT INTO users VALUES (?, ?)', [name, "#{salt}$#{digest('loadline', salt)}"])
    end
  end

  def password?(name, password)
    user = row('SELECT password FROM users WHERE name = ?', name)
    # For an unknown name too, so that nobody learns which names exist.
    salt, expected = user ? user['password'].split('$') : ['', '']
    OpenSSL.secure_compare(digest(password, salt), expected)
  end

  def file(id)
    row('SELECT * FROM files WHERE id = ?', id)
  end

  def files
    @database.execute('SELECT * FROM files ORDER BY created_at DESC, id')
  end

  # Adds a file unless it is there, or was: its form and its webhooks come in any order.
  def add(news, owner)
    return if deleted?(news['id'])

    @database.execute("INSERT OR IGNORE INTO files (id, owner, name, size, state, created_at)
                       VALUES (?, ?, ?, ?, 'uploading', ?)",
                      [news['id'], owner, news['name'], news['size'], Time.now.to_i])
  end

  def give_title(id, title)
    @database.execute('UPDATE files SET title = ? WHERE id = ?', [title, id])
  end

  # How an upload ended. `news` is the data of a webhook, or the document of the upload: their members are the same.
  # Failed uploads can be processed again: the latest end counts, in whatever order the events arrive.
  def finish(news, state, ended_at)
    result = news['result'] || {}
    problem = news['failure'] || news['error'] || {}
    @database.execute(END_FILE, [state, news['name'], news['size'], result['sha256'], problem['message'],
                                 self.class.delivered_path(news), ended_at, news['id'], ended_at])
  end

  # Loadline no longer has the upload.
  def expire(id)
    @database.execute("UPDATE files SET state = 'expired' WHERE id = ? AND state = 'uploading'", [id])
  end

  # Removes the row, and keeps its id for events that are still under way.
  def delete(id)
    now = Time.now.to_i
    @database.execute('DELETE FROM deleted WHERE at < ?', [now - WEEK])
    @database.execute('INSERT OR IGNORE INTO deleted VALUES (?, ?)', [id, now])
    @database.execute('DELETE FROM files WHERE id = ?', [id])
  end

  # Whether the user has deleted the file.
  def deleted?(id)
    !row('SELECT 1 FROM deleted WHERE id = ?', id).nil?
  end

  def transaction(&block)
    @database.transaction(:immediate, &block)
  end

  # Returns whether the webhook is new.
  def note_webhook(id)
    now = Time.now.to_i
    @database.execute('DELETE FROM webhooks WHERE at < ?', [now - WEEK])
    @database.execute('INSERT OR IGNORE INTO webhooks VALUES (?, ?)', [id, now])
    @database.changes == 1
  end

  # Files that have not ended and are older than a minute; first those that Loadline was not asked for the longest.
  def late
    @database.execute("SELECT id, owner FROM files WHERE state = 'uploading' AND created_at < ?
                       ORDER BY asked_at, id LIMIT 20", [Time.now.to_i - 60])
  end

  # Loadline is asked for it now.
  def note_question(id)
    @database.execute('UPDATE files SET asked_at = ? WHERE id = ?', [Time.now.to_i, id])
  end

  private

  def row(sql, *values)
    @database.get_first_row(sql, values)
  end

  def digest(password, salt)
    OpenSSL::KDF.scrypt(password, salt: salt, N: 16_384, r: 8, p: 1, length: 32).unpack1('H*')
  end
end
