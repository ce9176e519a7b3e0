# SPDX-License-Identifier: MIT
#
# The application: users upload files with a title, and watch and download each other's.
require 'erubi'
require 'fileutils'
require 'rack/protection'
require 'securerandom'
require 'sinatra/base'
require 'tilt/erubi'
require 'time'
require_relative 'loadline'
require_relative 'store'

class Files < Sinatra::Base
  MAX_SIZE = 100_000_000
  DAY = 24 * 3600
  FILES_MAX = 50 # in one form: Loadline is asked for each
  ENDED = %w[done failed cancelled expired deleted].freeze
  ENDS = { 'upload.processed' => 'done', 'upload.failed' => 'failed', 'upload.cancelled' => 'cancelled',
           'upload.expired' => 'expired' }.freeze
  ID = '([0-9a-f]{32})'.freeze

  # The key of the session cookies. With a new one everybody has to sign in again.
  def self.secret
    path = File.join(ENV.fetch('EXAMPLE_DATA'), 'session.key')
    File.write(path, SecureRandom.hex(64), perm: 0o600) unless File.exist?(path)
    File.read(path)
  end

  set :root, __dir__
  set :erb, escape_html: true
  set :show_exceptions, false
  # Against forged requests (CSRF): SameSite=Lax keeps the cookie out of other sites' forms. A page of another port
  # or subdomain counts as the same site, so Rack::Protection::HttpOrigin compares the Origin that browsers send.
  # With https also set secure.
  set :sessions, httponly: true, same_site: :lax
  set :session_secret, secret
  set :protection, except: %i[remote_token session_hijacking], reaction: :deny
  Store.prepare

  before do
    headers 'Content-Security-Policy' => "default-src 'self'; media-src 'self' blob:; base-uri 'self'; " \
                                         "form-action 'self'; frame-ancestors 'none'",
            'X-Content-Type-Options' => 'nosniff', 'Referrer-Policy' => 'same-origin', 'Cache-Control' => 'no-store'
  end
  after { @store&.close }

  helpers do
    def store
      @store ||= Store.new
    end

    # The user who is signed in; others see the page to sign in.
    def user
      session_user || redirect('/login', 303)
    end

    # The same for scripts, or nil. A cookie is valid for a day.
    def session_user
      session[:user] if Time.now.to_i - session[:at].to_i < DAY
    end

    def refuse(status, reason)
      halt status, erb(:refusal, locals: { reason: reason })
    end

    # Who sees a file: here every user. Put your own rule here.
    def may_watch?(_user, _file)
      true
    end

    # The file, if the user may see it. To others it does not exist.
    def file_for(user, id)
      file = store.file(id)
      file && may_watch?(user, file) ? file : not_found
    end

    def json(value)
      content_type :json
      JSON.generate(value)
    end
  end

  get '/login' do
    @title = 'Sign in'
    erb :login, locals: { problem: nil }
  end

  post '/login' do
    name = params[:name].to_s
    unless store.password?(name, params[:password].to_s)
      halt 401, erb(:login, locals: { problem: 'The name or the password is wrong.' })
    end
    session.clear
    session[:user] = name
    session[:at] = Time.now.to_i
    redirect '/', 303
  end

  post '/logout' do
    session.clear
    # The component keeps names of files in the tab: the next person there must not see them.
    headers 'Clear-Site-Data' => '"storage"'
    redirect '/login', 303
  end

  get '/' do
    name = user
    catch_up
    mine, others = store.files.partition { |file| file['owner'] == name }
    erb :files, locals: { mine: mine, others: others.select { |file| may_watch?(name, file) } }
  end

  # For <loadline-upload>: the user may send files up to 100 MB, and watch the own ones.
  get '/token' do
    json token: Loadline.token(sub: session_user || halt(401), scope: 'upload watch', max_size: MAX_SIZE)
  end

  # For <loadline-progress>: a token in the owner's name, that is good for nothing but to watch this upload.
  get %r{/files/#{ID}/token} do |id|
    file = file_for(session_user || halt(401), id)
    json token: Loadline.token(sub: file['owner'], scope: 'watch', upload_id: id)
  end

  # The ids come from the browser. Loadline tells whose uploads they are.
  post '/files' do
    owner = user
    title = params[:title].to_s.strip
    ids = form_ids
    refuse 400, 'A title and at least one file are needed.' if title.empty? || ids.empty?
    refuse 400, "At most #{FILES_MAX} files." if ids.size > FILES_MAX
    documents = ids.map { |id| Loadline.progress(id, owner) }
    refuse 400, 'One of the files is not yours.' if documents.include?(nil)
    store.transaction do
      documents.each do |document|
        store.add(document, owner)
        store.give_title(document['id'], title)
        store_document(document)
      end
    end
    redirect '/', 303
  end

  get %r{/files/#{ID}} do |id|
    file = file_for(user, id)
    @title = file['title'] || file['name'] || id
    erb :file, locals: { file: file }
  end

  get %r{/files/#{ID}/content} do |id|
    file = file_for(user, id)
    refuse 409, 'The file is not there yet.' unless file['state'] == 'done' && file['path']
    content_type 'application/octet-stream'
    # lighttpd sends the file, and decodes its path.
    headers 'Content-Disposition' => "attachment; filename*=UTF-8''#{ERB::Util.url_encode(file['name'] || id)}",
            'X-Sendfile' => Rack::Utils.escape_path(file['path'])
    ''
  end

  post %r{/files/#{ID}/delete} do |id|
    owner = user
    refuse 403, 'Only the owner may delete a file.' unless file_for(owner, id)['owner'] == owner
    # The webhook with the path may be under way, and Loadline keeps what it has delivered.
    document = Loadline.progress(id, owner) || {}
    Loadline.delete(id)
    path = nil
    store.transaction do
      path = store.file(id)&.fetch('path')
      store.delete(id)
    end
    remove_delivered(path || Store.delivered_path(document))
    redirect '/', 303
  end

  # Loadline repeats a webhook until it gets an answer of 2xx, so that comes after the commit.
  post '/webhooks/loadline' do
    body = request.body.read
    status = Loadline.check_webhook(env, body)
    halt status, json(error: 'not accepted') unless status == 200
    event = JSON.parse(body)
    is_new = false
    store.transaction do
      is_new = store.note_webhook(env['HTTP_WEBHOOK_ID'])
      store_event(event) if is_new
    end
    remove_delivered(Store.delivered_path(event['data'])) if unwanted?(event)
    json known: !is_new
  end

  not_found { erb :refusal, locals: { reason: 'There is no such file.' } }

  error Loadline::Away do |away|
    env['rack.errors'].puts(away.message)
    refuse 503, 'This does not work right now. Try again in a minute.'
  end

  private

  # Rack keeps only the last of several fields of one name, unless the name ends with []; so this reads the body.
  def form_ids
    request.body.rewind
    URI.decode_www_form(request.body.read).filter_map { |name, value| value[/\A#{ID}\z/] if name == 'files' }.uniq
  end

  # Only two events add a file: other ends change one that is there.
  def store_event(event)
    type, data = event.values_at('type', 'data')
    store.add(data, data['owner']) if %w[upload.created upload.processed].include?(type)
    store.finish(data, ENDS[type], Time.iso8601(event['timestamp']).to_i) if ENDS.key?(type)
  end

  # Whether nobody will need what was delivered. A failed upload keeps it: when it is processed again, the stages
  # before the failure do not run again.
  def unwanted?(event)
    %w[upload.cancelled upload.expired].include?(event['type']) || store.deleted?(event['data']['id'])
  end

  def remove_delivered(path)
    FileUtils.rm_f(path) if path
  end

  def store_document(document)
    state = document['state']
    store.finish(document, state, document['updated_at'] / 1000) if ENDED.include?(state)
  end

  # Loadline repeats webhooks for a day. What was missed for longer is asked for, once a minute at most.
  def catch_up
    files = store.late
    now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    return if files.empty? || now < self.class.next_look

    self.class.next_look = now + 60
    files.each do |late|
      store.note_question(late['id'])
      document = Loadline.progress(late['id'], late['owner'])
      document ? store_document(document) : store.expire(late['id'])
    end
  rescue Loadline::Away => e
    env['rack.errors'].puts(e.message)
  end

  class << self
    attr_accessor :next_look
  end
  self.next_look = 0
end
