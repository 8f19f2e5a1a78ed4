import django.db.models.deletion
import kotikulma.kernel.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0003_plans'),
        ('people', '0004_case_roles'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.DeleteModel(
            name='Disclosure',
        ),
        migrations.AddField(
            model_name='referral',
            name='client',
            field=models.ForeignKey(blank=True, help_text='The case it began', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='referrals', to='casework.client'),
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('found_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('verdict', models.CharField(blank=True, choices=[('same', 'Sama ihminen'), ('different', 'Eri ihmiset')], max_length=9)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.client')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.client')),
            ],
            options={
                'indexes': [models.Index(fields=['second'], name='pair_by_second')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pair_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('verdict', '')), models.Q(('verdict__in', ['same', 'different']), ('decided_at__isnull', False)), _connector='OR'), name='pair_decided_is_whole')],
            },
        ),
        migrations.AddField(
            model_name='relationship',
            name='joined_by',
            field=models.ForeignKey(blank=True, help_text='The decision that two clients are one person; taken back with it', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='joined', to='casework.pair'),
        ),
        migrations.CreateModel(
            name='Prohibition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prohibitions', to='casework.client')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization')),
                ('recorder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='prohibition_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('outside', models.BinaryField(blank=True, max_length=600)),
                ('basis', models.CharField(choices=[('client_relationship', 'Asiakassuhde'), ('contact', 'Yhteydenotto sosiaalihuoltoon'), ('consent', 'Asiakkaan suostumus'), ('law', 'Laissa säädetty tehtävä'), ('break_glass', 'Poikkeuksellinen avaaminen'), ('supervision', 'Valvonta')], max_length=20)),
                ('law', models.BinaryField(blank=True, max_length=1000)),
                ('agreed_on', models.DateField(blank=True, null=True)),
                ('scope', models.JSONField(default=list, help_text='types.clients.DataClass values')),
                ('starts_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disclosures', to='casework.client')),
                ('giver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization')),
                ('unit', models.ForeignKey(help_text='Who gave', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['recipient', 'client'], name='disclosure_to_recipient')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='disclosure_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('basis__in', ['client_relationship', 'contact', 'consent', 'law', 'break_glass', 'supervision'])), name='disclosure_basis_known'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'consent'), _negated=True), ('agreed_on__isnull', False), _connector='OR'), name='disclosure_consent_has_a_day')],
            },
        ),
        migrations.CreateModel(
            name='LogDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('withheld', 'Osa jätetään antamatta'), ('older', 'Annetaan myös vanhempia tietoja')], max_length=8)),
                ('ground', models.CharField(blank=True, choices=[('health', 'Tieto vaarantaisi vakavasti asiakkaan terveyden tai hoidon'), ('rights', 'Tieto vaarantaisi toisen ihmisen oikeudet tai turvallisuuden')], max_length=8)),
                ('reason', models.BinaryField(max_length=8000)),
                ('from_on', models.DateField(help_text='The first day withheld, or the first day given')),
                ('until_on', models.DateField(blank=True, help_text='The last day withheld', null=True)),
                ('decided_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='log_decisions', to='casework.client')),
                ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ground__in', ['health', 'rights']), ('kind', 'withheld'), ('until_on__gte', models.F('from_on'))), models.Q(('ground', ''), ('kind', 'older'), ('until_on__isnull', True)), _connector='OR'), name='log_decision_is_whole')],
            },
        ),
    ]
