import django.db.models.deletion
import kotikulma.kernel.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0007_known_homes'),
        ('people', '0004_case_roles'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pilot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.JSONField(default=dict, help_text='language -> name')),
                ('tried', models.JSONField(default=dict, help_text='language -> what is tried')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('measures', models.JSONField(default=list, help_text='types.pilots.Measure values')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='pilot_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('ending', models.CharField(blank=True, choices=[('as_planned', 'Päättyi niin kuin sovittiin'), ('own_choice', 'Asiakas halusi lopettaa'), ('other_support', 'Sai muuta tukea'), ('moved_away', 'Muutti muualle'), ('pilot_ended', 'Kokeilu päättyi'), ('deceased', 'Kuoli')], max_length=13)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='episodes', to='casework.client')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='episodes', to='casework.pilot')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('pilot', 'client'), name='episode_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('ending', ''), ('ends_on__isnull', True)), models.Q(('ending__in', ['as_planned', 'own_choice', 'other_support', 'moved_away', 'pilot_ended', 'deceased']), ('ends_on__gte', models.F('starts_on'))), _connector='OR'), name='episode_ends_with_a_way')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('release_on', models.DateField()),
                ('institution', models.BinaryField(blank=True, max_length=600)),
                ('home', models.CharField(choices=[('yes', 'Koti on tiedossa'), ('no', 'Kotia ei ole'), ('unknown', 'Ei vielä tiedetä')], default='unknown', max_length=8)),
                ('turn', models.CharField(choices=[('team', 'Meidän vuoromme'), ('prison', 'Vankilan vuoro'), ('client', 'Asiakkaan vuoro'), ('landlord', 'Vuokranantajan vuoro')], default='team', max_length=8)),
                ('consent_on', models.DateField()),
                ('planned_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ending', models.CharField(blank=True, choices=[('home', 'Vapautui omaan kotiin'), ('temporary', 'Vapautui, tilapäinen paikka on järjestetty'), ('elsewhere', 'Vapautui muualle'), ('not_now', 'Ei vapaudu nyt')], max_length=10)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='casework.client')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'ended_at', 'release_on'], name='release_of_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('client',), name='release_one_planned'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ending', '')), models.Q(('ending__in', ['home', 'temporary', 'elsewhere', 'not_now']), ('ended_at__isnull', False)), _connector='OR'), name='release_ends_with_a_way')],
            },
        ),
        migrations.CreateModel(
            name='ReleaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('plan', 'Tavataan vankilassa ja sovitaan suunnitelma'), ('apply', 'Haetaan asuntoa'), ('home', 'Koti on tiedossa'), ('money', 'Toimeentulo ja muutto on sovittu'), ('meet', 'Sovittu, kuka on vastassa')], max_length=8)),
                ('done_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='casework.release')),
                ('worker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('release', 'step'), name='release_step_once'), models.CheckConstraint(condition=models.Q(('step__in', ['plan', 'apply', 'home', 'money', 'meet'])), name='release_step_known')],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('before', 'Ennen'), ('after', 'Jälkeen')], max_length=6)),
                ('measure', models.CharField(choices=[('nights', 'Öitä ilman kotia viimeisten 30 päivän aikana'), ('emergency', 'Päivystyskäyntejä viimeisten 30 päivän aikana'), ('own', 'Oma arvio elämästä nyt, 0–10')], max_length=10)),
                ('value', models.PositiveSmallIntegerField()),
                ('measured_on', models.DateField()),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='casework.episode')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('episode', 'moment', 'measure'), name='result_once'), models.CheckConstraint(condition=models.Q(('measure__in', ['nights', 'emergency', 'own']), ('moment__in', ['before', 'after']), ('value__lte', 30)), name='result_known')],
            },
        ),
        migrations.CreateModel(
            name='CentreVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('on', models.DateField()),
                ('counted_at', models.DateTimeField(default=kotikulma.kernel.clock.now)),
                ('age_group', models.CharField(choices=[('under_25', 'Alle 25'), ('adult', '25–64'), ('older', '65 tai yli'), ('unknown', 'En tiedä')], max_length=8)),
                ('first_time', models.BooleanField(default=False)),
                ('purpose', models.CharField(choices=[('food', 'Ruoka tai kahvi'), ('wash', 'Suihku tai pyykki'), ('advice', 'Neuvo tai lomake'), ('health', 'Hoitaja'), ('company', 'Seura tai lepo')], max_length=8)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='centre_visits', to='casework.client')),
                ('counter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'on'], name='centre_visit_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('age_group__in', ['under_25', 'adult', 'older', 'unknown']), ('purpose__in', ['food', 'wash', 'advice', 'health', 'company'])), name='centre_visit_known')],
            },
        ),
    ]
