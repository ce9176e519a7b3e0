# SPDX-License-Identifier: MIT
#
# All that this application and Loadline say to each other: tokens, the progress of an upload,
# webhooks.
require 'json'
require 'net/http'
require 'openssl'

module Loadline
  class Away < StandardError; end

  TOKEN_SECONDS = 600
  WEBHOOK_SECONDS = 300

  module_function

  # A JWT (RFC 7519) signed with the site's key. The claims say what Loadline allows with it.
  def token(claims)
    now = Time.now.to_i
    parts = [{ alg: 'HS256', typ: 'JWT' }, { iat: now, exp: now + TOKEN_SECONDS, **claims }]
    text = parts.map { |part| base64url(JSON.generate(part)) }.join('.')
    key = File.binread(ENV.fetch('LOADLINE_TOKEN_KEY')).rstrip
    "#{text}.#{base64url(OpenSSL::HMAC.digest('SHA256', key, text))}"
  end

  def base64url(bytes)
    [bytes].pack('m0').tr('+/', '-_').delete('=')
  end

  # The answer of Loadline to a request with a token of these claims.
  def ask(method, path, claims)
    url = URI.join(ENV.fetch('LOADLINE_URL'), path)
    request = method.new(url, 'Authorization' => "Bearer #{token(claims)}", 'Accept' => 'application/json')
    Net::HTTP.start(url.host, url.port, use_ssl: url.scheme == 'https', open_timeout: 5, read_timeout: 5) do |http|
      http.request(request)
    end
  rescue SystemCallError, IOError, Timeout::Error => e
    raise Away, "#{path}: #{e.message}"
  end

  # The document of an upload, or nil if this user has no upload with that id.
  def progress(id, owner)
    answer = ask(Net::HTTP::Get, "/progress/#{id}", sub: owner, scope: 'watch')
    case answer.code
    when '200' then JSON.parse(answer.body)
    when '404' then nil
    else raise Away, "Loadline answers #{answer.code} for the progress of #{id}"
    end
  end

  # Deletes an upload, also one that a client still sends. Only an administrator may do it by the id alone.
  def delete(id)
    answer = ask(Net::HTTP::Delete, "/uploads/#{id}", sub: 'application', scope: 'admin', upload_id: id)
    return if %w[204 404 410].include?(answer.code)

    raise Away, "Loadline answers #{answer.code} for the deletion of #{id}"
  end

  # Standard Webhooks: 200 for a request that Loadline signed within five minutes, else the status of the refusal.
  def check_webhook(env, body)
    id, timestamp, signatures = env.values_at('HTTP_WEBHOOK_ID', 'HTTP_WEBHOOK_TIMESTAMP', 'HTTP_WEBHOOK_SIGNATURE')
    secret = File.read(ENV.fetch('LOADLINE_WEBHOOK_SECRET')).strip.delete_prefix('whsec_')
    digest = OpenSSL::HMAC.digest('SHA256', secret.unpack1('m'), "#{id}.#{timestamp}.#{body}")
    expected = "v1,#{[digest].pack('m0')}"
    # There are several signatures while a secret is replaced.
    return 401 unless signatures.to_s.split.any? { |one| OpenSSL.secure_compare(expected, one) }

    # A request that somebody recorded is worth nothing later.
    (Time.now.to_i - timestamp.to_i).abs <= WEBHOOK_SECONDS ? 200 : 400
  end
end
